variable "environment" {
  description = "Name of the environment; it ends the names of what is made."
  type        = string
  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "There are overlays for staging and production."
  }
}

variable "account_id" {
  description = "AWS account of this environment, and of no other one."
  type        = string
  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account has twelve digits."
  }
}

variable "region" {
  description = "Region of everything but CloudFront and the copies."
  type        = string
}

variable "replica_region" {
  description = "Region that backups and files are copied to."
  type        = string
  validation {
    condition     = var.replica_region != var.region
    error_message = "A copy in the same region is lost with it."
  }
}

variable "domain" {
  description = "Domain with a public Route 53 zone in the account; the API is at api.<domain>."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain))
    error_message = "A domain such as example.com, without a final dot."
  }
}

variable "frontend_url" {
  description = "Origin of the web application: it may call the API and upload files."
  type        = string
  validation {
    condition     = can(regex("^https://[a-z0-9.-]+$", var.frontend_url))
    error_message = "An origin such as https://learn.example.com: no path, no final slash."
  }
}

variable "origin_keys" {
  description = "Random texts by which the load balancer knows CloudFront: the first is sent, all are accepted. From TF_VAR_origin_keys."
  type        = list(string)
  sensitive   = true
  validation {
    condition     = length(var.origin_keys) > 0 && alltrue([for key in var.origin_keys : length(key) >= 32])
    error_message = "At least one, each of at least 32 characters."
  }
}

variable "postgres_master_password" {
  description = "Password of the database server's master. From TF_VAR_postgres_master_password, at the first apply and when its version is raised; kept in Secrets Manager and in no state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = var.postgres_master_password == null ? true : can(regex("^[A-Za-z0-9]{32,128}$", var.postgres_master_password))
    error_message = "32 to 128 letters and digits: openssl rand -hex 24."
  }
}

variable "postgres_master_password_version" {
  description = "Raised to set another password."
  type        = number
  default     = 1
}

variable "vpc_cidr" {
  description = "Addresses of the network, a /16 of 10.0.0.0/8: the product's network policies know private servers by that."
  type        = string
  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && can(regex("^10\\..*/16$", var.vpc_cidr))
    error_message = "A /16 within 10.0.0.0/8, such as 10.20.0.0/16."
  }
}

variable "nat_per_zone" {
  description = "Whether each zone has its own way out, so that losing one zone cuts no other off."
  type        = bool
  default     = true
}

variable "cluster" {
  description = "Kubernetes: version, who may reach its API from where besides the VPC, its administrators' role ARNs, and nodes."
  type = object({
    version             = string
    public_access_cidrs = list(string)
    administrators      = set(string)
    on_demand           = object({ instance_types = list(string), min = number, max = number })
    spot                = object({ instance_types = list(string), min = number, max = number })
  })
}

variable "database" {
  description = "PostgreSQL: major version, machine, second machine in another zone, read replicas, gibibytes at first and at most."
  type = object({
    version         = string
    instance_class  = string
    multi_az        = bool
    replicas        = number
    storage_gib     = number
    max_storage_gib = number
  })
}

variable "cache" {
  description = "Redis Cluster: machine, shards, replicas of each shard."
  type        = object({ node_type = string, shards = number, replicas = number })
}

variable "events" {
  description = "Kafka: version, machine, brokers in each of three zones, gibibytes of each at first and at most."
  type = object({
    version          = string
    instance_type    = string
    brokers_per_zone = number
    storage_gib      = number
    max_storage_gib  = number
  })
}

variable "requests_per_address" {
  description = "HTTP requests of one address in five minutes before the firewall refuses more; a school may be one address."
  type        = number
  default     = 10000
}

variable "backup_retention_days" {
  description = "How long databases can be restored to any point in time, daily snapshots and replaced or deleted files are kept."
  type        = number
  default     = 30
  validation {
    condition     = var.backup_retention_days >= 30 && var.backup_retention_days <= 35
    error_message = "30 days are promised; RDS keeps at most 35."
  }
}

variable "log_retention_days" {
  description = "How long audit, flow, firewall and server logs are kept."
  type        = number
  default     = 365
}
