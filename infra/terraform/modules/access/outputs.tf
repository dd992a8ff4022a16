output "security_group_id" {
  description = "Security group for the server."
  value       = aws_security_group.this.id
}
