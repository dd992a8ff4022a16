locals {
  # The product runs on nodes that stay; what they cannot hold goes to spot nodes, where a pod may be moved at two minutes' notice.
  groups = {
    on-demand = merge(var.on_demand, { capacity = "ON_DEMAND", taints = [] })
    spot      = merge(var.spot, { capacity = "SPOT", taints = ["PREFER_NO_SCHEDULE"] })
  }
  # What cluster-autoscaler looks for, and what it must know of a group that has no node yet.
  autoscaler_tags = merge([
    for group, settings in local.groups : {
      for key, value in {
        "k8s.io/cluster-autoscaler/enabled"                                   = "true"
        "k8s.io/cluster-autoscaler/${var.name}"                               = "owned"
        "k8s.io/cluster-autoscaler/node-template/label/lms/capacity"          = group
        "k8s.io/cluster-autoscaler/node-template/resources/ephemeral-storage" = "${local.disk_gib}Gi"
      } : "${group} ${key}" => { group = group, key = key, value = value }
    }
  ]...)
  disk_gib = 50
}

resource "aws_iam_role" "nodes" {
  name = "${var.name}-nodes"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# Join the cluster and pull images; what else pods need, their own roles allow.
resource "aws_iam_role_policy_attachment" "nodes" {
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"])
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}

resource "aws_launch_template" "nodes" {
  name = "${var.name}-nodes"

  # With one hop a pod cannot ask for the node's credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type           = "gp3"
      volume_size           = local.disk_gib
      encrypted             = true
      kms_key_id            = var.key_arn
      delete_on_termination = true
    }
  }

  monitoring { enabled = true }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${var.name}-node" }
  }
}

resource "aws_eks_node_group" "this" {
  for_each        = local.groups
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = var.subnet_ids
  ami_type        = "AL2023_x86_64_STANDARD"
  capacity_type   = each.value.capacity
  instance_types  = each.value.instance_types
  labels          = { "lms/capacity" = each.key }

  scaling_config {
    min_size     = each.value.min
    max_size     = each.value.max
    desired_size = each.value.min
  }

  update_config { max_unavailable = 1 }

  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }

  dynamic "taint" {
    for_each = each.value.taints
    content {
      key    = "lms/capacity"
      value  = each.key
      effect = taint.value
    }
  }

  # How many there are is for cluster-autoscaler to say.
  lifecycle { ignore_changes = [scaling_config[0].desired_size] }

  depends_on = [aws_iam_role_policy_attachment.nodes, aws_eks_addon.before_nodes]
}

resource "aws_autoscaling_group_tag" "this" {
  for_each               = local.autoscaler_tags
  autoscaling_group_name = local.autoscaling_groups[each.value.group]
  tag {
    key                 = each.value.key
    value               = each.value.value
    propagate_at_launch = false
  }
}

locals {
  autoscaling_groups = { for name, group in aws_eks_node_group.this : name => group.resources[0].autoscaling_groups[0].name }
}
