import Lake
open Lake DSL

package «dash-attribution» where
  version := v!"0.1.0"

/-- The proofs that the Python code cites: no dependency beyond Lean's own `Init`. -/
@[default_target]
lean_lib DASH where
  srcDir := "lean"
  roots := #[`DASH]
