# Daily snapshots, here and in another region. Between them RDS' own backups restore any second: what is lost at worst is
# minutes.
resource "aws_backup_vault" "this" {
  name        = "lms-backup"
  kms_key_arn = var.key_arn
}

# Nobody deletes a snapshot before its time, by mistake or with a stolen role.
resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = var.retention_days
}

resource "aws_backup_plan" "this" {
  name = "lms-backup"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 3 * * ? *)"
    start_window      = 60
    completion_window = 240
    # AWS names recovery points itself; with its date of creation this is lms-backup-YYYYMMDD.
    recovery_point_tags = { Name = "lms-backup" }
    lifecycle { delete_after = var.retention_days }
    copy_action {
      destination_vault_arn = var.copy_vault_arn
      lifecycle { delete_after = var.retention_days }
    }
  }
}

resource "aws_iam_role" "this" {
  name = "${var.name}-backup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

# Backing up and, in an emergency, restoring.
resource "aws_iam_role_policy_attachment" "this" {
  for_each   = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/${each.value}"
}

resource "aws_backup_selection" "this" {
  name         = "lms"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = [var.database_arn]
}
