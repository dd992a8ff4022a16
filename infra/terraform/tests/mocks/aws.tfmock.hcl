# What AWS would answer, as far as something here reads it.
mock_data "aws_region" {
  defaults = { name = "us-east-1" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
}

mock_data "aws_route53_zone" {
  defaults = { zone_id = "Z0EXAMPLE" }
}

mock_data "aws_ec2_managed_prefix_list" {
  defaults = { id = "pl-cloudfront" }
}

mock_data "aws_cloudfront_cache_policy" {
  defaults = { id = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" }
}

mock_data "aws_cloudfront_origin_request_policy" {
  defaults = { id = "216adef6-5c7f-47e4-b989-5492eafa07d3" }
}

mock_resource "aws_kms_key" {
  defaults = { arn = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:111111111111:log-group:mocked" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::111111111111:role/mocked" }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/MOCKED" }
}

mock_resource "aws_eks_cluster" {
  defaults = {
    arn      = "arn:aws:eks:us-east-1:111111111111:cluster/mocked"
    identity = [{ oidc = [{ issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/MOCKED" }] }]
  }
}

mock_resource "aws_eks_node_group" {
  defaults = {
    resources = [{ autoscaling_groups = [{ name = "eks-mocked" }], remote_access_security_group_id = "" }]
  }
}

mock_resource "aws_launch_template" {
  defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
}

mock_resource "aws_db_instance" {
  defaults = {
    arn     = "arn:aws:rds:us-east-1:111111111111:db:mocked"
    address = "lms-mocked.abcdefghijkl.us-east-1.rds.amazonaws.com"
  }
}

mock_resource "aws_elasticache_replication_group" {
  defaults = { configuration_endpoint_address = "clustercfg.lms-mocked.abcdef.use1.cache.amazonaws.com" }
}

mock_resource "aws_msk_configuration" {
  defaults = { arn = "arn:aws:kafka:us-east-1:111111111111:configuration/mocked/00000000-0000-0000-0000-000000000000-1", latest_revision = 1 }
}

mock_resource "aws_msk_cluster" {
  defaults = {
    arn                          = "arn:aws:kafka:us-east-1:111111111111:cluster/mocked/00000000-0000-0000-0000-000000000000-1"
    bootstrap_brokers_sasl_scram = "b-1.lms.mocked.c1.kafka.us-east-1.amazonaws.com:9096,b-2.lms.mocked.c1.kafka.us-east-1.amazonaws.com:9096,b-3.lms.mocked.c1.kafka.us-east-1.amazonaws.com:9096"
  }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:mocked" }
}

mock_resource "aws_s3_bucket" {
  defaults = { arn = "arn:aws:s3:::mocked" }
}

mock_resource "aws_ecr_repository" {
  defaults = { repository_url = "111111111111.dkr.ecr.us-east-1.amazonaws.com/lms/mocked" }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000"
    domain_validation_options = [{
      domain_name = "mocked", resource_record_name = "_mocked", resource_record_type = "CNAME", resource_record_value = "_mocked.acm"
    }]
  }
}

mock_resource "aws_acm_certificate_validation" {
  defaults = { certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000" }
}

mock_resource "aws_lb" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/mocked/0123456789abcdef", dns_name = "lms-mocked.us-east-1.elb.amazonaws.com", zone_id = "Z0BALANCER" }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/mocked/0123456789abcdef" }
}

mock_resource "aws_lb_listener" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/mocked/0123456789abcdef/0123456789abcdef" }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = { arn = "arn:aws:wafv2:us-east-1:111111111111:global/webacl/mocked/00000000-0000-0000-0000-000000000000" }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = { domain_name = "mocked.cloudfront.net", hosted_zone_id = "Z0DISTRIBUTION" }
}

mock_resource "aws_backup_vault" {
  defaults = { arn = "arn:aws:backup:us-west-2:111111111111:backup-vault:lms-backup" }
}

mock_resource "aws_route_table" {
  defaults = { id = "rtb-other" }
}
