# Roles of service accounts: a pod gets the one of its account by a signed token, and nothing from its node. The product itself
# needs one, for files; eight of its nine services have no business with AWS.
locals {
  accounts = {
    file-service = {
      namespace = "lms"
      statements = [
        {
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
          Resource = ["${var.files_bucket_arn}/*"]
        },
        # Tells a file that is missing from one that is forbidden.
        { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [var.files_bucket_arn] },
        {
          Effect    = "Allow"
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = [var.key_arn]
          Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
        },
      ]
    }

    external-secrets = {
      namespace = "external-secrets"
      statements = [
        {
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
          Resource = var.secret_arns
        },
        {
          Effect    = "Allow"
          Action    = ["kms:Decrypt"]
          Resource  = [var.key_arn]
          Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
        },
      ]
    }

    # Proves to Let's Encrypt by a TXT record that the domain is ours.
    cert-manager = {
      namespace = "cert-manager"
      statements = [
        {
          Effect    = "Allow"
          Action    = ["route53:ChangeResourceRecordSets"]
          Resource  = ["arn:aws:route53:::hostedzone/${var.zone_id}"]
          Condition = { "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["TXT"] } }
        },
        {
          Effect   = "Allow"
          Action   = ["route53:ListResourceRecordSets"]
          Resource = ["arn:aws:route53:::hostedzone/${var.zone_id}"]
        },
        { Effect = "Allow", Action = ["route53:GetChange"], Resource = ["arn:aws:route53:::change/*"] },
        { Effect = "Allow", Action = ["route53:ListHostedZonesByName"], Resource = ["*"] },
      ]
    }

    # Tells Prometheus how old the newest backup is: infra/monitoring/backup.
    backup-metrics = {
      namespace = "monitoring"
      statements = [
        { Effect = "Allow", Action = ["rds:DescribeDBInstances"], Resource = [var.database_arn] },
        { Effect = "Allow", Action = ["backup:ListRecoveryPointsByBackupVault"], Resource = var.vault_arns },
      ]
    }

    cluster-autoscaler = {
      namespace = "kube-system"
      statements = [
        # What can only be allowed for all: looking.
        {
          Effect = "Allow"
          Action = [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
            "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
            "ec2:GetInstanceTypesFromInstanceRequirements",
          ]
          Resource = ["*"]
        },
        {
          Effect   = "Allow"
          Action   = ["eks:DescribeNodegroup"]
          Resource = ["arn:aws:eks:${var.region}:${var.account_id}:nodegroup/${var.cluster_name}/*"]
        },
        {
          Effect    = "Allow"
          Action    = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
          Resource  = ["arn:aws:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*"]
          Condition = { StringEquals = { "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.cluster_name}" = "owned" } }
        },
      ]
    }
  }
}

module "account" {
  for_each   = local.accounts
  source     = "../service-account"
  name       = "${var.name}-${each.key}"
  namespace  = each.value.namespace
  account    = each.key
  oidc       = var.oidc
  statements = each.value.statements
}
