variable "host" {
  description = "Name that the certificate is for."
  type        = string
}

variable "zone_id" {
  description = "Zone in which the name is proven."
  type        = string
}
