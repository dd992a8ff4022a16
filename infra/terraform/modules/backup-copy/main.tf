# In the other region: a vault for copies of snapshots, and RDS' own backups, from which any second can be restored.
resource "aws_backup_vault" "this" {
  name        = "lms-backup"
  kms_key_arn = var.key_arn
}

resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = var.retention_days
}

resource "aws_db_instance_automated_backups_replication" "this" {
  source_db_instance_arn = var.database_arn
  kms_key_id             = var.key_arn
  retention_period       = var.retention_days
}
