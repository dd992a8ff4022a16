variable "name" {
  description = "Id of the replication group."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the nodes."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "node_type" {
  description = "Machine, such as cache.r7g.large."
  type        = string
}

variable "shards" {
  description = "Shards; the services speak to a Redis Cluster, even of one."
  type        = number
  validation {
    condition     = var.shards >= 1
    error_message = "At least one."
  }
}

variable "replicas" {
  description = "Replicas of each shard, in other zones."
  type        = number
  validation {
    condition     = var.replicas >= 1 && var.replicas <= 5
    error_message = "Without a replica nothing takes over; five are the most."
  }
}

variable "key_arn" {
  description = "KMS key of data and logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long slow commands are kept."
  type        = number
}
