output "id" {
  description = "Id of the replication group, which the password is set by."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "host" {
  description = "Configuration endpoint: clients learn the nodes from it."
  value       = aws_elasticache_replication_group.this.configuration_endpoint_address
}
