variable "name" {
  description = "Name of the bucket, unique in all of AWS."
  type        = string
}

variable "key_arn" {
  description = "KMS key of the objects; S3's own key where none is given, since load balancers write to no other bucket."
  type        = string
  default     = null
}

variable "noncurrent_days" {
  description = "How long replaced and deleted objects can be brought back."
  type        = number
}

variable "expiration_days" {
  description = "How long objects stay; for ever where absent."
  type        = number
  default     = null
}

variable "writers" {
  description = "Services of AWS that write below a prefix."
  type        = list(object({ sid = string, service = string, prefix = string }))
  default     = []
}
