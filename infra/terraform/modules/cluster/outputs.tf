output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "security_group_id" {
  description = "Security group of nodes and pods."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "oidc" {
  description = "Issuer of service accounts' tokens, and the provider by which IAM believes it."
  value       = local.oidc
}

output "autoscaling_groups" {
  description = "Autoscaling groups of the nodes, by node group."
  value       = local.autoscaling_groups
}
