output "vault" {
  description = "Vault of the daily snapshots, of the same name in both regions."
  value       = aws_backup_vault.this.name
}
