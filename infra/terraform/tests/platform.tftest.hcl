# What the product stands on, and the way in: viewers, CloudFront with its firewall, the load balancer, the nodes.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name               = "lms-test"
  account_id         = "111111111111"
  region             = "us-east-1"
  vpc_id             = "vpc-test"
  subnet_ids         = ["subnet-a", "subnet-b", "subnet-c"]
  key_arn            = "arn:aws:kms:us-east-1:111111111111:key/here"
  log_retention_days = 365
}

run "network" {
  command = plan
  module { source = "./modules/network" }
  override_resource {
    target          = aws_route_table.data
    override_during = plan
    values          = { id = "rtb-data" }
  }
  variables {
    cidr         = "10.20.0.0/16"
    nat_per_zone = true
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_subnet.data) == 3
    error_message = "Three zones, each with a way out of its own."
  }
  assert {
    condition     = alltrue([for route in aws_route.to_nat : route.route_table_id != aws_route_table.data.id]) && aws_route.to_internet.route_table_id != aws_route_table.data.id
    error_message = "Data has no way out."
  }
}

run "cluster" {
  command = plan
  module { source = "./modules/cluster" }
  variables {
    kubernetes_version  = "1.34"
    public_access_cidrs = []
    administrators      = ["arn:aws:iam::111111111111:role/lms-operators"]
    on_demand           = { instance_types = ["m7i.xlarge"], min = 3, max = 6 }
    spot                = { instance_types = ["m7i.xlarge", "m6i.xlarge", "m5.xlarge"], min = 0, max = 10 }
  }

  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Without ranges the cluster's API has no public address."
  }
  assert {
    condition     = contains(aws_eks_cluster.this.enabled_cluster_log_types, "audit") && aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == var.key_arn
    error_message = "Audit logs are kept, secrets encrypted by the environment's key."
  }
  assert {
    condition     = aws_launch_template.nodes.metadata_options[0].http_tokens == "required" && aws_launch_template.nodes.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "No pod gets at its node's credentials."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "Without it the product's network policies do nothing."
  }
  assert {
    condition     = aws_eks_node_group.this["spot"].capacity_type == "SPOT" && one(aws_eks_node_group.this["spot"].taint).effect == "PREFER_NO_SCHEDULE" && length(aws_eks_node_group.this["on-demand"].taint) == 0
    error_message = "Spot nodes take what the others cannot hold."
  }
  assert {
    condition = alltrue([
      for group in ["on-demand", "spot"] : aws_autoscaling_group_tag.this["${group} k8s.io/cluster-autoscaler/lms-test"].tag[0].value == "owned"
      && aws_autoscaling_group_tag.this["${group} k8s.io/cluster-autoscaler/enabled"].tag[0].value == "true"
    ])
    error_message = "cluster-autoscaler finds both groups by these tags."
  }
}

run "cluster_is_not_for_everybody" {
  command = plan
  module { source = "./modules/cluster" }
  variables {
    kubernetes_version  = "1.34"
    public_access_cidrs = ["0.0.0.0/0"]
    administrators      = []
    on_demand           = { instance_types = ["m7i.xlarge"], min = 1, max = 6 }
    spot                = { instance_types = ["m7i.xlarge"], min = 0, max = 10 }
  }
  expect_failures = [var.public_access_cidrs, var.administrators, var.on_demand, var.spot]
}

run "edge" {
  command = plan
  module { source = "./modules/edge" }
  variables {
    zone_id                = "Z0EXAMPLE"
    certificates           = { viewers = "arn:aws:acm:us-east-1:111111111111:certificate/viewers", origin = "arn:aws:acm:us-east-1:111111111111:certificate/origin" }
    firewall_arn           = "arn:aws:wafv2:us-east-1:111111111111:global/webacl/test/1"
    domain                 = "example.com"
    node_security_group_id = "sg-nodes"
    autoscaling_groups     = { on-demand = "eks-a", spot = "eks-b" }
    origin_keys            = ["new-0123456789abcdef0123456789abcdef", "old-0123456789abcdef0123456789abcdef"]
    logs_bucket            = "logs"
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).cache_policy_id == data.aws_cloudfront_cache_policy.none.id && length(coalesce(aws_cloudfront_distribution.this.ordered_cache_behavior, [])) == 0
    error_message = "No answer is kept: it depends on who asks."
  }
  assert {
    condition     = contains(one(aws_cloudfront_distribution.this.default_cache_behavior).allowed_methods, "POST") && one(aws_cloudfront_distribution.this.default_cache_behavior).origin_request_policy_id == data.aws_cloudfront_origin_request_policy.all.id
    error_message = "POST and the headers of WebSockets pass."
  }
  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).viewer_protocol_policy == "https-only" && one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_protocol_policy == "https-only"
    error_message = "HTTPS on both sides."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == var.firewall_arn
    error_message = "Whoever comes by CloudFront comes through the firewall."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.cloudfront.prefix_list_id == "pl-cloudfront" && aws_vpc_security_group_ingress_rule.cloudfront.cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.cloudfront.from_port == 443
    error_message = "The load balancer is for CloudFront alone."
  }
  assert {
    condition     = one(aws_lb_listener.https.default_action).type == "fixed-response" && one(one(aws_lb_listener_rule.from_our_distribution.condition).http_header).values == toset(var.origin_keys)
    error_message = "Somebody else's distribution is refused; old keys are still accepted."
  }
  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_header).value == var.origin_keys[0]
    error_message = "The first key is sent."
  }
  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && length(aws_autoscaling_attachment.nodes) == 2
    error_message = "The load balancer stays, and knows the nodes of every group."
  }
}

run "firewall" {
  command = plan
  module { source = "./modules/firewall" }
  variables {
    requests_per_address = 10000
  }

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && length(aws_wafv2_web_acl.this.rule) == 4
    error_message = "Before CloudFront: the limit, and three groups of AWS' rules."
  }
  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : rule.name == "requests-per-address" ? length(rule.action[0].block) == 1 : length(rule.override_action[0].none) == 1])
    error_message = "Rules refuse; they do not just count."
  }
  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name]) == toset(["authorization", "cookie", "x-api-key"])
    error_message = "No log shows who somebody is by what they sign in with."
  }
}

run "firewall_refuses_a_limit_for_one_person" {
  command = plan
  module { source = "./modules/firewall" }
  variables {
    requests_per_address = 100
  }
  expect_failures = [var.requests_per_address]
}
