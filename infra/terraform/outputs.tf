output "overlay" {
  description = "What the Kubernetes overlay of this environment needs of the cloud: `pnpm cloud:overlay` writes it there."
  value = {
    region        = var.region
    api_host      = module.edge.host
    frontend_url  = var.frontend_url
    proxies       = module.edge.proxies
    postgres_host = module.database.host
    # The course and the analytics service read there what may lag.
    postgres_replica_hosts = module.database.replica_hosts
    kafka_brokers          = module.events.brokers
    files_bucket           = module.files_bucket.name
    file_role_arn          = module.identity.role_arns["file-service"]
  }
}

output "store" {
  description = "What `pnpm cloud:secrets` needs to make the secrets and to set passwords."
  value = {
    region                  = var.region
    entries                 = module.secrets.names
    postgres_host           = module.database.host
    postgres_master_secret  = module.database.master_secret_arn
    redis_host              = module.cache.host
    redis_replication_group = module.cache.id
    kafka_cluster_arn       = module.events.arn
    kafka_account_secret    = module.events.account_secret
  }
}

output "registry" {
  description = "Registry for `pnpm docker:build --push`."
  value       = module.registry.host
}

output "cluster" {
  description = "Name of the cluster, for `aws eks update-kubeconfig`."
  value       = module.cluster.name
}

output "controllers" {
  description = "Roles that Helm's values name, by service account: external-secrets, cert-manager, cluster-autoscaler; and that of infra/monitoring/backup."
  value       = { for account, arn in module.identity.role_arns : account => arn if account != "file-service" }
}

output "zone_id" {
  description = "Zone in which cert-manager proves the domain."
  value       = data.aws_route53_zone.this.zone_id
}

output "backup_vault" {
  description = "Vault of the daily snapshots, in both regions."
  value       = module.backup.vault
}
