variable "name" {
  description = "Begins the name of the role."
  type        = string
}

variable "account_id" {
  description = "Account in whose name AWS Backup works."
  type        = string
}

variable "database_arn" {
  description = "The database server."
  type        = string
}

variable "retention_days" {
  description = "How long snapshots and the way to any point in time are kept."
  type        = number
}

variable "key_arn" {
  description = "KMS key of snapshots here."
  type        = string
}

variable "copy_vault_arn" {
  description = "Vault in the other region."
  type        = string
}
