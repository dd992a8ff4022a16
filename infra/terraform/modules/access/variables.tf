variable "name" {
  description = "Name of the security group."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the server."
  type        = string
}

variable "client_security_group_id" {
  description = "Who may connect: nodes and pods."
  type        = string
}

variable "port" {
  description = "Port of the server."
  type        = number
}
