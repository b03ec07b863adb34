import DASH.Algebra.Ring
import DASH.Algebra.Normalize
import DASH.Algebra.Field
import DASH.Algebra.Integer
import DASH.Algebra.Rational
import DASH.Finite.Sum
import DASH.Finite.Count
import DASH.Finite.Digits
import DASH.Order.Relation
import DASH.Order.Swap
import DASH.Attribution.Basic
import DASH.Attribution.Example
import DASH.Impossibility.Theorem
import DASH.Impossibility.Binary
import DASH.Impossibility.Counting
import DASH.Impossibility.Group
import DASH.Impossibility.Majority
import DASH.Impossibility.FirstMover
import DASH.DesignSpace.PickTwo
import DASH.DesignSpace.Equivariance
import DASH.Decision.Symmetry
import DASH.Consensus.Mean
import DASH.Consensus.Dash
import DASH.Consensus.Example
import DASH.Probability.Law
import DASH.Probability.Moments
import DASH.Probability.Binomial
import DASH.Ensemble.FlipBound
import DASH.Ensemble.Optimality
import DASH.FlipRate.Pair
import DASH.FlipRate.Audits
import DASH.FlipRate.Spearman
import DASH.Ensemble.LowerBound
import DASH.Ensemble.Size
import DASH.Ensemble.Estimators
import DASH.Ensemble.TotalVariation
import DASH.Decision.Tests
import DASH.Decision.PartialOrder
import DASH.ModelClass.Linear
import DASH.ModelClass.Boosting
import DASH.ModelClass.Lasso
import DASH.ModelClass.Forest
import DASH.ModelClass.Network
import DASH.Shap.Value
import DASH.Shap.Efficiency
import DASH.Shap.Reynolds
import DASH.Shap.Conditional
import DASH.Shap.LocalGlobal
import DASH.Shap.Lipschitz
import DASH.Fairness.Audit
import DASH.Certificate
import DASH.Formula

/-!
# The Attribution Impossibility and its way out

No ranking of features is at once faithful to the model, stable from model to model, and
complete, when models that are equally good order two features differently. This library proves
it over any linearly ordered field, says what is possible instead, and proves what averaging
over an ensemble of models achieves.
-/
