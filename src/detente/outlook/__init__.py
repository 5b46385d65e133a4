"""What is likely next: forecasts that name the rule and the dated events they rest on."""

from __future__ import annotations
