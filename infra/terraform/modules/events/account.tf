# Whom the services sign in as. MSK takes only secrets of this prefix and with a key of one's own; the value, and the bond to
# the brokers, come from `pnpm cloud:secrets`.
resource "aws_secretsmanager_secret" "account" {
  name                    = "AmazonMSK_${var.name}"
  description             = "User name and password of the services at Kafka"
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_policy" "account" {
  secret_arn = aws_secretsmanager_secret.account.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "BrokersRead"
      Effect    = "Allow"
      Principal = { Service = "kafka.amazonaws.com" }
      Action    = "secretsmanager:getSecretValue"
      Resource  = aws_secretsmanager_secret.account.arn
    }]
  })
}
