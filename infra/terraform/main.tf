locals {
  name = "lms-${var.environment}"
  # Names of buckets are unique in all of AWS.
  suffix = "${var.environment}-${var.account_id}"
  tags   = { product = "lms", environment = var.environment, managed-by = "terraform" }

  # packages/deploy knows them, too; a test compares.
  services = toset([
    "api-gateway", "user-service", "course-service", "payment-service", "assessment-service",
    "analytics-service", "notification-service", "live-session-service", "file-service",
  ])
}

module "keys" {
  source     = "./modules/keys"
  name       = local.name
  account_id = var.account_id
}

module "replica_keys" {
  source     = "./modules/keys"
  providers  = { aws = aws.replica }
  name       = "${local.name}-replica"
  account_id = var.account_id
}

module "global_keys" {
  source     = "./modules/keys"
  providers  = { aws = aws.global }
  name       = "${local.name}-global"
  account_id = var.account_id
}

module "network" {
  source             = "./modules/network"
  name               = local.name
  account_id         = var.account_id
  region             = var.region
  cidr               = var.vpc_cidr
  nat_per_zone       = var.nat_per_zone
  key_arn            = module.keys.arn
  log_retention_days = var.log_retention_days
}

module "cluster" {
  source              = "./modules/cluster"
  name                = local.name
  kubernetes_version  = var.cluster.version
  subnet_ids          = module.network.private_subnet_ids
  public_access_cidrs = var.cluster.public_access_cidrs
  administrators      = var.cluster.administrators
  on_demand           = var.cluster.on_demand
  spot                = var.cluster.spot
  key_arn             = module.keys.arn
  log_retention_days  = var.log_retention_days
}

module "database" {
  source                   = "./modules/database"
  name                     = local.name
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.data_subnet_ids
  client_security_group_id = module.cluster.security_group_id
  engine_version           = var.database.version
  master_password          = var.postgres_master_password
  master_password_version  = var.postgres_master_password_version
  instance_class           = var.database.instance_class
  multi_az                 = var.database.multi_az
  replicas                 = var.database.replicas
  storage_gib              = var.database.storage_gib
  max_storage_gib          = var.database.max_storage_gib
  backup_retention_days    = var.backup_retention_days
  key_arn                  = module.keys.arn
  log_retention_days       = var.log_retention_days
}

module "cache" {
  source                   = "./modules/cache"
  name                     = local.name
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.data_subnet_ids
  client_security_group_id = module.cluster.security_group_id
  node_type                = var.cache.node_type
  shards                   = var.cache.shards
  replicas                 = var.cache.replicas
  key_arn                  = module.keys.arn
  log_retention_days       = var.log_retention_days
}

module "events" {
  source                   = "./modules/events"
  name                     = local.name
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.data_subnet_ids
  client_security_group_id = module.cluster.security_group_id
  kafka_version            = var.events.version
  instance_type            = var.events.instance_type
  brokers_per_zone         = var.events.brokers_per_zone
  storage_gib              = var.events.storage_gib
  max_storage_gib          = var.events.max_storage_gib
  key_arn                  = module.keys.arn
  log_retention_days       = var.log_retention_days
}

module "files_bucket" {
  source          = "./modules/bucket"
  name            = "lms-files-${local.suffix}"
  key_arn         = module.keys.arn
  noncurrent_days = var.backup_retention_days
}

# What was deleted there is deleted here, after as many days: somebody's right to be forgotten holds for copies, too.
module "files_copy" {
  source          = "./modules/bucket"
  providers       = { aws = aws.replica }
  name            = "lms-files-${local.suffix}-copy"
  key_arn         = module.replica_keys.arn
  noncurrent_days = var.backup_retention_days
}

module "logs_bucket" {
  source          = "./modules/bucket"
  name            = "lms-logs-${local.suffix}"
  noncurrent_days = 1
  expiration_days = var.log_retention_days
  writers = [
    { sid = "AccessToFiles", service = "logging.s3.amazonaws.com", prefix = "files" },
    {
      sid     = "RequestsToBalancer"
      service = "logdelivery.elasticloadbalancing.amazonaws.com"
      prefix  = "balancer/AWSLogs/${var.account_id}"
    },
  ]
}

module "files" {
  source          = "./modules/files"
  name            = local.name
  account_id      = var.account_id
  bucket          = module.files_bucket
  copy            = module.files_copy
  logs_bucket     = module.logs_bucket.name
  frontend_url    = var.frontend_url
  key_arn         = module.keys.arn
  replica_key_arn = module.replica_keys.arn
}

data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

module "viewers_certificate" {
  source    = "./modules/certificate"
  providers = { aws = aws.global }
  host      = "api.${var.domain}"
  zone_id   = data.aws_route53_zone.this.zone_id
}

module "origin_certificate" {
  source  = "./modules/certificate"
  host    = "api.${var.domain}"
  zone_id = data.aws_route53_zone.this.zone_id
}

module "firewall" {
  source               = "./modules/firewall"
  providers            = { aws = aws.global }
  name                 = local.name
  requests_per_address = var.requests_per_address
  key_arn              = module.global_keys.arn
  log_retention_days   = var.log_retention_days
}

module "edge" {
  source                 = "./modules/edge"
  name                   = local.name
  domain                 = var.domain
  zone_id                = data.aws_route53_zone.this.zone_id
  certificates           = { viewers = module.viewers_certificate.arn, origin = module.origin_certificate.arn }
  firewall_arn           = module.firewall.arn
  vpc_id                 = module.network.vpc_id
  subnet_ids             = module.network.public_subnet_ids
  node_security_group_id = module.cluster.security_group_id
  autoscaling_groups     = module.cluster.autoscaling_groups
  origin_keys            = var.origin_keys
  logs_bucket            = module.logs_bucket.name
}

module "registry" {
  source  = "./modules/registry"
  images  = setunion(local.services, ["pgbouncer"])
  key_arn = module.keys.arn
}

module "secrets" {
  source          = "./modules/secrets"
  entries         = setunion(local.services, ["shared", "pgbouncer"])
  key_arn         = module.keys.arn
  replica_region  = var.replica_region
  replica_key_arn = module.replica_keys.arn
}

module "identity" {
  source           = "./modules/identity"
  name             = local.name
  account_id       = var.account_id
  region           = var.region
  cluster_name     = module.cluster.name
  oidc             = module.cluster.oidc
  files_bucket_arn = module.files_bucket.arn
  secret_arns      = module.secrets.arns
  zone_id          = data.aws_route53_zone.this.zone_id
  database_arn     = module.database.arn
  vault_arns       = [module.backup.vault_arn, module.backup_copy.vault_arn]
  key_arn          = module.keys.arn
}

module "backup" {
  source         = "./modules/backup"
  name           = local.name
  account_id     = var.account_id
  database_arn   = module.database.arn
  retention_days = var.backup_retention_days
  key_arn        = module.keys.arn
  copy_vault_arn = module.backup_copy.vault_arn
}

module "backup_copy" {
  source         = "./modules/backup-copy"
  providers      = { aws = aws.replica }
  database_arn   = module.database.arn
  retention_days = var.backup_retention_days
  key_arn        = module.replica_keys.arn
}
