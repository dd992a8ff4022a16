# The whole of an environment, with the values that its var file has: `terraform test -var-file=environments/<name>.tfvars`.
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

# Told apart, so that a role's policy shows whose bucket and key it names.
override_resource {
  target          = module.files_bucket.aws_s3_bucket.this
  override_during = plan
  values          = { arn = "arn:aws:s3:::files" }
}

override_resource {
  target          = module.files_copy.aws_s3_bucket.this
  override_during = plan
  values          = { arn = "arn:aws:s3:::copy" }
}

override_resource {
  target          = module.replica_keys.aws_kms_key.this
  override_during = plan
  values          = { arn = "arn:aws:kms:us-west-2:111111111111:key/there" }
}

run "environment" {
  command = plan

  variables {
    origin_keys              = ["0123456789abcdef0123456789abcdef"]
    postgres_master_password = "0123456789abcdef0123456789abcdef"
  }
}
