terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # One state for each environment, in its own account: environments/<name>.s3.tfbackend says where.
  backend "s3" {}
}
