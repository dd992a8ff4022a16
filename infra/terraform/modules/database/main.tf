# One server for eight databases, each with a role of its own: docs/deployment/infrastructure.md says how those are made.
resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

module "access" {
  source                   = "../access"
  name                     = "${var.name}-postgres"
  vpc_id                   = var.vpc_id
  client_security_group_id = var.client_security_group_id
  port                     = 5432
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-postgres${var.engine_version}-"
  family      = "postgres${var.engine_version}"

  dynamic "parameter" {
    for_each = {
      "rds.force_ssl" = "1"
      # docs/deployment/topology.md adds up what the services open.
      max_connections            = tostring(var.max_connections)
      shared_preload_libraries   = "pg_stat_statements,pgaudit"
      "pgaudit.log"              = "ddl,role"
      log_connections            = "1"
      log_disconnections         = "1"
      log_min_duration_statement = "1000"
    }
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = contains(["max_connections", "shared_preload_libraries"], parameter.key) ? "pending-reboot" : "immediate"
    }
  }

  lifecycle { create_before_destroy = true }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each          = toset(["postgresql", "upgrade"])
  name              = "/aws/rds/instance/${var.name}/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_db_instance" "primary" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class

  # Written, but in no state. RDS would also keep a password of its own, but then a server has no replicas.
  username            = local.master
  password_wo         = var.master_password
  password_wo_version = var.master_password_version

  allocated_storage     = var.storage_gib
  max_allocated_storage = var.max_storage_gib
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.key_arn

  multi_az               = var.multi_az
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [module.access.security_group_id]
  parameter_group_name   = aws_db_parameter_group.this.name

  # Any second of these days can be restored, to within about five minutes of now.
  backup_retention_period   = var.backup_retention_days
  backup_window             = "02:00-02:30"
  maintenance_window        = "sun:03:00-sun:04:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = true
  skip_final_snapshot       = false
  final_snapshot_identifier = "${var.name}-final"

  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = false
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = var.key_arn

  depends_on = [aws_cloudwatch_log_group.this]

  lifecycle { prevent_destroy = true }
}

# Where people and scripts find the master's password.
resource "aws_secretsmanager_secret" "master" {
  name                    = "${var.name}-postgres-master"
  description             = "User name and password of the PostgreSQL server's master"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "master" {
  secret_id                = aws_secretsmanager_secret.master.id
  secret_string_wo         = jsonencode({ username = local.master, password = var.master_password })
  secret_string_wo_version = var.master_password_version
}

locals {
  master = "lms_master"
}

# For reads that may lag (docs/decisions/0042), for reports, and to take over.
resource "aws_db_instance" "replica" {
  count               = var.replicas
  identifier          = "${var.name}-replica-${count.index + 1}"
  replicate_source_db = aws_db_instance.primary.identifier
  instance_class      = var.instance_class

  storage_encrypted     = true
  kms_key_id            = var.key_arn
  max_allocated_storage = var.max_storage_gib

  publicly_accessible    = false
  vpc_security_group_ids = [module.access.security_group_id]
  parameter_group_name   = aws_db_parameter_group.this.name

  auto_minor_version_upgrade      = true
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.key_arn
  deletion_protection             = true
  skip_final_snapshot             = true
}
