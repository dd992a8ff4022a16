output "vault_arn" {
  description = "Vault that snapshots are copied to."
  value       = aws_backup_vault.this.arn
}
