# An environment is an account: with another one's credentials nothing is even planned.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]
  default_tags { tags = local.tags }
}

# Copies of backups and files, for the day the region is gone.
provider "aws" {
  alias               = "replica"
  region              = var.replica_region
  allowed_account_ids = [var.account_id]
  default_tags { tags = local.tags }
}

# CloudFront takes its certificate and its firewall from there alone.
provider "aws" {
  alias               = "global"
  region              = "us-east-1"
  allowed_account_ids = [var.account_id]
  default_tags { tags = local.tags }
}
