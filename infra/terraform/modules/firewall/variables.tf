variable "name" {
  description = "Name of the firewall."
  type        = string
}

variable "requests_per_address" {
  description = "HTTP requests of one address in five minutes before more are refused."
  type        = number
  validation {
    condition     = var.requests_per_address >= 1000
    error_message = "A school behind one address sends more than that."
  }
}

variable "key_arn" {
  description = "KMS key of the logs, in the firewall's region."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
}
