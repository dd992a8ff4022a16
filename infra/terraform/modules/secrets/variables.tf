variable "entries" {
  description = "Entries of the store, below lms/: one for each service, and what several share."
  type        = set(string)
}

variable "key_arn" {
  description = "KMS key of the secrets."
  type        = string
}

variable "replica_region" {
  description = "Region that keeps a copy."
  type        = string
}

variable "replica_key_arn" {
  description = "KMS key of the copies."
  type        = string
}
