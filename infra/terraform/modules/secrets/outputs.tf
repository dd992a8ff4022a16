output "arns" {
  description = "ARNs of the entries."
  value       = [for entry in aws_secretsmanager_secret.this : entry.arn]
}

output "names" {
  description = "Names of the entries."
  value       = [for entry in aws_secretsmanager_secret.this : entry.name]
}
