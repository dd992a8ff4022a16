variable "name" {
  description = "Begins the names of roles."
  type        = string
}

variable "account_id" {
  description = "Account of the cluster."
  type        = string
}

variable "region" {
  description = "Region of the cluster."
  type        = string
}

variable "cluster_name" {
  description = "Cluster whose nodes are scaled."
  type        = string
}

variable "oidc" {
  description = "Issuer of the cluster's tokens, and the provider by which IAM believes it."
  type        = object({ issuer = string, provider_arn = string })
}

variable "files_bucket_arn" {
  description = "Bucket of the file service."
  type        = string
}

variable "secret_arns" {
  description = "Secrets that External Secrets may read."
  type        = list(string)
}

variable "zone_id" {
  description = "Zone in which cert-manager proves the domain."
  type        = string
}

variable "key_arn" {
  description = "KMS key of files and secrets."
  type        = string
}

variable "database_arn" {
  description = "The database server, whose backups are watched."
  type        = string
}

variable "vault_arns" {
  description = "Vaults of its snapshots, in both regions."
  type        = list(string)
}
