# What keeps data, module by module. Sizes are production's: run with its var file.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                     = "lms-test"
  account_id               = "111111111111"
  vpc_id                   = "vpc-test"
  subnet_ids               = ["subnet-a", "subnet-b", "subnet-c"]
  client_security_group_id = "sg-nodes"
  key_arn                  = "arn:aws:kms:us-east-1:111111111111:key/here"
  replica_key_arn          = "arn:aws:kms:us-west-2:111111111111:key/there"
  retention_days           = 30
  log_retention_days       = 365
}

run "access" {
  command = plan
  module { source = "./modules/access" }
  variables {
    port = 5432
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.cluster.referenced_security_group_id == "sg-nodes" && aws_vpc_security_group_ingress_rule.cluster.cidr_ipv4 == null
    error_message = "Only the cluster connects."
  }
}

run "database" {
  command = plan
  module { source = "./modules/database" }
  variables {
    master_password         = "0123456789abcdef0123456789abcdef"
    master_password_version = 1
    engine_version          = var.database.version
    instance_class          = var.database.instance_class
    multi_az                = var.database.multi_az
    replicas                = var.database.replicas
    storage_gib             = var.database.storage_gib
    max_storage_gib         = var.database.max_storage_gib
    backup_retention_days   = 30
  }

  assert {
    condition     = aws_db_instance.primary.multi_az && length(aws_db_instance.replica) >= 1
    error_message = "In production another zone takes over, and reports have a server of their own."
  }
  assert {
    condition     = alltrue([for server in concat([aws_db_instance.primary], aws_db_instance.replica) : !server.publicly_accessible && server.storage_encrypted && server.kms_key_id == var.key_arn && server.deletion_protection])
    error_message = "No server is public, unencrypted, or deleted by mistake."
  }
  assert {
    condition     = aws_db_instance.primary.backup_retention_period == 30 && !aws_db_instance.primary.skip_final_snapshot && !aws_db_instance.primary.delete_automated_backups
    error_message = "Any second of 30 days can be restored, even after the server is gone."
  }
  assert {
    condition     = aws_db_instance.primary.password == null && aws_secretsmanager_secret_version.master.secret_string == null
    error_message = "The master's password is not in the state."
  }
  assert {
    condition     = { for each in aws_db_parameter_group.this.parameter : each.name => each.value }["rds.force_ssl"] == "1"
    error_message = "Nobody connects without TLS."
  }
}

run "database_refuses_what_the_product_cannot_use" {
  command = plan
  module { source = "./modules/database" }
  variables {
    master_password         = "0123456789abcdef0123456789abcdef"
    master_password_version = 1
    engine_version          = "14"
    instance_class          = "db.m7g.large"
    multi_az                = true
    replicas                = 16
    storage_gib             = 100
    max_storage_gib         = 100
    backup_retention_days   = 30
  }
  expect_failures = [var.engine_version, var.replicas, var.max_storage_gib]
}

run "cache" {
  command = plan
  module { source = "./modules/cache" }
  variables {
    node_type = var.cache.node_type
    shards    = var.cache.shards
    replicas  = var.cache.replicas
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_mode == "required" && aws_elasticache_replication_group.this.at_rest_encryption_enabled
    error_message = "Encrypted on the way and at rest."
  }
  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.parameter_group_name == "default.redis7.cluster.on"
    error_message = "A Redis Cluster in which another zone takes over."
  }
}

run "events" {
  command = plan
  module { source = "./modules/events" }
  variables {
    kafka_version    = var.events.version
    instance_type    = var.events.instance_type
    brokers_per_zone = var.events.brokers_per_zone
    storage_gib      = var.events.storage_gib
    max_storage_gib  = var.events.max_storage_gib
  }

  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].sasl[0].scram && !aws_msk_cluster.this.client_authentication[0].unauthenticated
    error_message = "The services sign in by SCRAM, and nobody without."
  }
  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED"
    error_message = "TLS alone, and no public broker."
  }
  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "auto.create.topics.enable=false") && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2")
    error_message = "Topics are the product's to make; an acknowledged event is on two brokers."
  }
}

run "bucket" {
  command = plan
  module { source = "./modules/bucket" }
  variables {
    noncurrent_days = 30
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "What is replaced or deleted comes back."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.key_arn
    error_message = "Objects are encrypted by the environment's key."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls, aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls, aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "No bucket can become public."
  }
  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "TLS only."
  }
  assert {
    condition     = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : try(rule.abort_incomplete_multipart_upload[0].days_after_initiation <= 2, false)]) && anytrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : try(rule.noncurrent_version_expiration[0].noncurrent_days == 30, false)])
    error_message = "Leftovers of uploads and old versions do not stay for good."
  }
}

run "files" {
  command = plan
  module { source = "./modules/files" }
  variables {
    bucket       = { name = "files", arn = "arn:aws:s3:::files" }
    copy         = { name = "copy", arn = "arn:aws:s3:::copy" }
    logs_bucket  = "logs"
    frontend_url = "https://learn.example.com"
  }

  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_origins == toset(["https://learn.example.com"]) && contains(one(aws_s3_bucket_cors_configuration.this.cors_rule).expose_headers, "ETag")
    error_message = "The web application uploads, and no other page."
  }
  assert {
    condition     = aws_s3_bucket_replication_configuration.this.rule[0].status == "Enabled" && aws_s3_bucket_replication_configuration.this.rule[0].destination[0].bucket == "arn:aws:s3:::copy" && aws_s3_bucket_replication_configuration.this.rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == var.replica_key_arn
    error_message = "Every file is copied to the other region, under its key."
  }
  assert {
    condition     = aws_s3_bucket_replication_configuration.this.rule[0].delete_marker_replication[0].status == "Enabled"
    error_message = "What is deleted is deleted there, too."
  }
}

run "backup" {
  command = plan
  module { source = "./modules/backup" }
  variables {
    database_arn   = "arn:aws:rds:us-east-1:111111111111:db:lms-test"
    copy_vault_arn = "arn:aws:backup:us-west-2:111111111111:backup-vault:lms-backup"
  }

  assert {
    condition     = one(aws_backup_plan.this.rule).schedule == "cron(0 3 * * ? *)" && one(one(aws_backup_plan.this.rule).lifecycle).delete_after == 30
    error_message = "A snapshot each day, kept for 30."
  }
  assert {
    condition     = one(one(aws_backup_plan.this.rule).copy_action).destination_vault_arn == var.copy_vault_arn && one(one(one(aws_backup_plan.this.rule).copy_action).lifecycle).delete_after == 30
    error_message = "Each is copied to the other region, and kept there as long."
  }
  assert {
    condition     = aws_backup_vault_lock_configuration.this.min_retention_days == 30
    error_message = "No snapshot is deleted before its time."
  }
  assert {
    condition     = aws_backup_restore_testing_plan.this.schedule_expression == "cron(0 5 ? * SUN *)" && aws_backup_restore_testing_selection.this.protected_resource_arns == toset([var.database_arn])
    error_message = "Each week one is restored."
  }
}

run "backup_copy" {
  command = plan
  module { source = "./modules/backup-copy" }
  variables {
    database_arn = "arn:aws:rds:us-east-1:111111111111:db:lms-test"
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this.retention_period == 30 && aws_backup_vault_lock_configuration.this.min_retention_days == 30
    error_message = "Any second of 30 days can be restored without the first region."
  }
}
