resource "aws_elasticache_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

module "access" {
  source                   = "../access"
  name                     = "${var.name}-redis"
  vpc_id                   = var.vpc_id
  client_security_group_id = var.client_security_group_id
  port                     = 6379
}

resource "aws_cloudwatch_log_group" "slow" {
  name              = "/${var.name}/redis-slow"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arn
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Budgets, counters and news between replicas"
  engine               = "redis"
  engine_version       = "7.1"
  parameter_group_name = "default.redis7.cluster.on"
  node_type            = var.node_type
  port                 = 6379

  num_node_groups            = var.shards
  replicas_per_node_group    = var.replicas
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [module.access.security_group_id]

  at_rest_encryption_enabled = true
  kms_key_id                 = var.key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"

  # Nothing in it is the only copy of anything.
  snapshot_retention_limit   = 1
  snapshot_window            = "01:00-02:00"
  maintenance_window         = "sun:04:00-sun:05:00"
  auto_minor_version_upgrade = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.slow.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  # The password is set by `pnpm cloud:secrets`: written here it would stand in the state.
  lifecycle { ignore_changes = [auth_token, auth_token_update_strategy] }
}
