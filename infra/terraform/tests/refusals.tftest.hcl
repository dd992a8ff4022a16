# Values that no environment may have.
mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "replica"
  source          = "./tests/mocks"
  override_during = plan
}

mock_provider "aws" {
  alias           = "global"
  source          = "./tests/mocks"
  override_during = plan
}

run "what_would_break_a_promise_is_refused" {
  command = plan

  variables {
    origin_keys           = ["short"]
    account_id            = "1"
    replica_region        = "us-east-1"
    vpc_cidr              = "172.16.0.0/16"
    domain                = "example.com."
    frontend_url          = "http://learn.example.com/"
    backup_retention_days = 7
  }

  expect_failures = [
    var.origin_keys, var.account_id, var.replica_region, var.vpc_cidr, var.domain, var.frontend_url,
    var.backup_retention_days,
  ]
}
