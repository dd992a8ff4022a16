variable "name" {
  description = "Name of the cluster of brokers."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the brokers."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in three zones."
  type        = list(string)
  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Topics have three copies, each in a zone of its own."
  }
}

variable "client_security_group_id" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "kafka_version" {
  description = "Version of Kafka, as MSK writes it."
  type        = string
}

variable "instance_type" {
  description = "Machine, such as kafka.m7g.large."
  type        = string
}

variable "brokers_per_zone" {
  description = "Brokers in each zone."
  type        = number
  validation {
    condition     = var.brokers_per_zone >= 1
    error_message = "At least one."
  }
}

variable "storage_gib" {
  description = "Space of a broker at first."
  type        = number
}

variable "max_storage_gib" {
  description = "Space of a broker up to which it grows by itself."
  type        = number
}

variable "key_arn" {
  description = "KMS key of data, logs and the account."
  type        = string
}

variable "log_retention_days" {
  description = "How long the brokers' logs are kept."
  type        = number
}
