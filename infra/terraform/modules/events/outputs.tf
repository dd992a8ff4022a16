output "brokers" {
  description = "Brokers for SASL/SCRAM over TLS: host:port, separated by commas."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "arn" {
  description = "ARN of the cluster of brokers, which the account is bound to."
  value       = aws_msk_cluster.this.arn
}

output "account_secret" {
  description = "Secret of the services' account: ARN and name."
  value       = { arn = aws_secretsmanager_secret.account.arn, name = aws_secretsmanager_secret.account.name }
}
