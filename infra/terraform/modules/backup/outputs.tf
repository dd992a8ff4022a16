output "vault" {
  description = "Vault of the daily snapshots, of the same name in both regions."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "ARN of the vault in this region."
  value       = aws_backup_vault.this.arn
}
