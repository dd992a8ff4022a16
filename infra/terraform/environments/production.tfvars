# Sizes are a beginning: docs/deployment/infrastructure.md says what they carry. Account, domain and ranges are examples.
environment    = "production"
account_id     = "111111111111"
region         = "us-east-1"
replica_region = "us-west-2"
domain         = "example.com"
frontend_url   = "https://learn.example.com"
vpc_cidr       = "10.20.0.0/16"
nat_per_zone   = true

cluster = {
  version             = "1.34"
  public_access_cidrs = []
  administrators      = ["arn:aws:iam::111111111111:role/lms-operators"]
  on_demand           = { instance_types = ["m7i.xlarge"], min = 3, max = 6 }
  spot                = { instance_types = ["m7i.xlarge", "m6i.xlarge", "m6a.xlarge", "m5.xlarge"], min = 0, max = 10 }
}

database = {
  version         = "17"
  instance_class  = "db.m7g.xlarge"
  multi_az        = true
  replicas        = 1
  storage_gib     = 200
  max_storage_gib = 2000
}

cache = { node_type = "cache.r7g.large", shards = 2, replicas = 2 }

events = {
  version          = "3.9.x.kraft"
  instance_type    = "kafka.m7g.large"
  brokers_per_zone = 1
  storage_gib      = 200
  max_storage_gib  = 2000
}
