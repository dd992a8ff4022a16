# As production, for a smaller crowd. Account, domain and ranges are examples.
environment    = "staging"
account_id     = "222222222222"
region         = "us-east-1"
replica_region = "us-west-2"
domain         = "staging.example.com"
frontend_url   = "https://learn.staging.example.com"
vpc_cidr       = "10.30.0.0/16"
nat_per_zone   = false

cluster = {
  version             = "1.34"
  public_access_cidrs = []
  administrators      = ["arn:aws:iam::222222222222:role/lms-developers"]
  on_demand           = { instance_types = ["m7i.large"], min = 2, max = 4 }
  spot                = { instance_types = ["m7i.large", "m6i.large", "m6a.large"], min = 0, max = 4 }
}

database = {
  version         = "17"
  instance_class  = "db.m7g.large"
  multi_az        = false
  replicas        = 0
  storage_gib     = 50
  max_storage_gib = 200
}

cache = { node_type = "cache.t4g.small", shards = 1, replicas = 1 }

events = {
  version          = "3.9.x.kraft"
  instance_type    = "kafka.t3.small"
  brokers_per_zone = 1
  storage_gib      = 50
  max_storage_gib  = 200
}

log_retention_days = 30
