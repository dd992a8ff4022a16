# Without the CNI's roles no node becomes ready.
resource "aws_eks_addon" "before_nodes" {
  for_each                    = toset(["kube-proxy", "vpc-cni"])
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  service_account_role_arn    = each.value == "vpc-cni" ? module.cni_account.role_arn : null
  resolve_conflicts_on_update = "PRESERVE"
  # The product's network policies hold only if somebody enforces them.
  configuration_values = each.value == "vpc-cni" ? jsonencode({ enableNetworkPolicy = "true" }) : null
}

resource "aws_eks_addon" "after_nodes" {
  # The product's autoscalers ask metrics-server.
  for_each                    = toset(["coredns", "metrics-server", "aws-ebs-csi-driver"])
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  service_account_role_arn    = each.value == "aws-ebs-csi-driver" ? module.volumes_account.role_arn : null
  resolve_conflicts_on_update = "PRESERVE"
  depends_on                  = [aws_eks_node_group.this]
}

locals {
  issuer = trimprefix(aws_iam_openid_connect_provider.this.url, "https://")
  oidc   = { issuer = local.issuer, provider_arn = aws_iam_openid_connect_provider.this.arn }
}

module "cni_account" {
  source         = "../service-account"
  name           = "${var.name}-vpc-cni"
  namespace      = "kube-system"
  account        = "aws-node"
  oidc           = local.oidc
  managed_policy = "AmazonEKS_CNI_Policy"
}

# Volumes of Prometheus are encrypted by the environment's key.
module "volumes_account" {
  source         = "../service-account"
  name           = "${var.name}-aws-ebs-csi-driver"
  namespace      = "kube-system"
  account        = "ebs-csi-controller-sa"
  oidc           = local.oidc
  managed_policy = "service-role/AmazonEBSCSIDriverPolicy"
  statements = [{
    Effect   = "Allow"
    Action   = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"]
    Resource = [var.key_arn]
  }]
}
