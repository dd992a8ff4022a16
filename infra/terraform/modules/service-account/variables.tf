variable "name" {
  description = "Name of the role."
  type        = string
}

variable "namespace" {
  description = "Namespace of the service account."
  type        = string
}

variable "account" {
  description = "The service account."
  type        = string
}

variable "oidc" {
  description = "Issuer of the cluster's tokens, and the provider by which IAM believes it."
  type        = object({ issuer = string, provider_arn = string })
}

variable "statements" {
  description = "What the role may do: statements of an IAM policy."
  type        = any
  default     = []
}

variable "managed_policy" {
  description = "Policy of AWS' own besides, for software of theirs."
  type        = string
  default     = null
}
