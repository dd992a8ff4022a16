# Places for secrets, without values: those would stand in the state. `pnpm cloud:secrets` makes and writes them.
resource "aws_secretsmanager_secret" "this" {
  for_each                = var.entries
  name                    = "lms/${each.value}"
  description             = "Read by External Secrets"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30

  replica {
    region     = var.replica_region
    kms_key_id = var.replica_key_arn
  }
}
