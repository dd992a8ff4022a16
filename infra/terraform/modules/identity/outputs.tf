output "role_arns" {
  description = "Role of each service account, for its annotation eks.amazonaws.com/role-arn."
  value       = { for name, account in module.account : name => account.role_arn }
}
