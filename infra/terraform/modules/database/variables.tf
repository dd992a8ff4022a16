variable "name" {
  description = "Identifier of the server."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the server."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in at least two zones."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "engine_version" {
  description = "Major version of PostgreSQL; minor ones come by themselves on Sundays."
  type        = string
  validation {
    condition     = can(regex("^1[5-9]$", var.engine_version))
    error_message = "The product needs PostgreSQL 15 or newer: a major version, such as 17."
  }
}

variable "master_password" {
  description = "Password of the master; needed when it is set for the first time or its version is raised, and kept in no state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "master_password_version" {
  description = "Raised to set another password."
  type        = number
}

variable "instance_class" {
  description = "Machine, such as db.m7g.xlarge."
  type        = string
}

variable "multi_az" {
  description = "Whether a machine in another zone has every commit and takes over within two minutes."
  type        = bool
}

variable "replicas" {
  description = "Read replicas."
  type        = number
  validation {
    condition     = var.replicas >= 0 && var.replicas <= 15
    error_message = "RDS has at most 15."
  }
}

variable "storage_gib" {
  description = "Space at first."
  type        = number
}

variable "max_storage_gib" {
  description = "Space up to which it grows by itself."
  type        = number
  validation {
    condition     = var.max_storage_gib > var.storage_gib
    error_message = "It must be able to grow."
  }
}

variable "max_connections" {
  description = "Connections of all services, poolers, migrations and people: see docs/deployment/topology.md."
  type        = number
  default     = 400
}

variable "backup_retention_days" {
  description = "Days of which any second can be restored."
  type        = number
}

variable "key_arn" {
  description = "KMS key of data, snapshots, logs and the master password."
  type        = string
}

variable "log_retention_days" {
  description = "How long the server's logs are kept."
  type        = number
}
