variable "name" {
  description = "Begins the name of the role."
  type        = string
}

variable "account_id" {
  description = "Account in whose name S3 replicates."
  type        = string
}

variable "bucket" {
  description = "The bucket of files."
  type        = object({ name = string, arn = string })
}

variable "copy" {
  description = "Its copy in the other region."
  type        = object({ name = string, arn = string })
}

variable "logs_bucket" {
  description = "Bucket of access logs."
  type        = string
}

variable "frontend_url" {
  description = "Origin whose pages may upload and download."
  type        = string
}

variable "key_arn" {
  description = "KMS key of the files."
  type        = string
}

variable "replica_key_arn" {
  description = "KMS key of their copies, in the other region."
  type        = string
}
