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

# Each Sunday AWS restores the newest snapshot to a server of its own, tells how that went, and deletes it again.
resource "aws_backup_restore_testing_plan" "this" {
  name                = "lms_weekly"
  schedule_expression = "cron(0 5 ? * SUN *)"
  start_window_hours  = 4
  recovery_point_selection {
    algorithm             = "LATEST_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  name                      = "lms_database"
  restore_testing_plan_name = aws_backup_restore_testing_plan.this.name
  protected_resource_type   = "RDS"
  protected_resource_arns   = [var.database_arn]
  iam_role_arn              = aws_iam_role.this.arn
  # So long somebody may look into it.
  validation_window_hours = 4
}
