variable "name" {
  description = "Name of the key, and of its alias."
  type        = string
}

variable "account_id" {
  description = "Account whose IAM policies decide who may use the key."
  type        = string
}
