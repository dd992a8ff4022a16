variable "images" {
  description = "Images of the product; each gets the repository lms/<image>."
  type        = set(string)
}

variable "key_arn" {
  description = "KMS key of the images."
  type        = string
}
