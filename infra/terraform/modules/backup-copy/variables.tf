variable "database_arn" {
  description = "The database server, in its region."
  type        = string
}

variable "retention_days" {
  description = "How long snapshots and the way to any point in time are kept."
  type        = number
}

variable "key_arn" {
  description = "KMS key of this region."
  type        = string
}
