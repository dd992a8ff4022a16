output "host" {
  description = "Registry to push to."
  value       = split("/", values(aws_ecr_repository.this)[0].repository_url)[0]
}
