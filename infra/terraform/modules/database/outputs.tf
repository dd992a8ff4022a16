output "host" {
  description = "Where PostgreSQL is; the name stays when another machine takes over."
  value       = aws_db_instance.primary.address
}

output "replica_hosts" {
  description = "Where the read replicas are."
  value       = aws_db_instance.replica[*].address
}

output "arn" {
  description = "ARN of the primary, for backups."
  value       = aws_db_instance.primary.arn
}

output "master_secret_arn" {
  description = "Secret with the master's user name and password."
  value       = aws_secretsmanager_secret.master.arn
}
