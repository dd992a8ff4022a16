# What the bucket of learners' files has besides: the web application's uploads, access logs, a copy in another region.
# Browsers put to presigned addresses, and read the ETag of each part.
resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = var.bucket.name
  cors_rule {
    allowed_origins = [var.frontend_url]
    allowed_methods = ["GET", "HEAD", "PUT"]
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = var.bucket.name
  target_bucket = var.logs_bucket
  target_prefix = "files/"
}

resource "aws_iam_role" "replication" {
  name = "${var.name}-files-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  name = "replicate"
  role = aws_iam_role.replication.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = [var.bucket.arn]
      },
      {
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging",
        ]
        Resource = ["${var.bucket.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = ["${var.copy.arn}/*"]
      },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = [var.key_arn] },
      { Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey"], Resource = [var.replica_key_arn] },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = var.bucket.name
  role   = aws_iam_role.replication.arn

  rule {
    id     = "everything"
    status = "Enabled"
    filter {}
    delete_marker_replication { status = "Enabled" }
    source_selection_criteria {
      sse_kms_encrypted_objects { status = "Enabled" }
    }
    destination {
      bucket        = var.copy.arn
      storage_class = "STANDARD_IA"
      encryption_configuration { replica_kms_key_id = var.replica_key_arn }
      # Within a quarter of an hour, and a metric where it takes longer: less than the hour that may be lost.
      metrics {
        status = "Enabled"
        event_threshold { minutes = 15 }
      }
      replication_time {
        status = "Enabled"
        time { minutes = 15 }
      }
    }
  }

}
