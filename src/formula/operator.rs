//! The operators between two operands.

/// Operators between two operands, weakest binding first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Concatenate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// How tightly a percent sign or a minus sign before an operand binds; tighter than any operator.
    pub(super) const UNARY: u8 = 6;
    /// How tightly multiplication and division bind.
    pub(super) const PRODUCT: u8 = 4;

    /// How tightly the operator binds; Excel's order.
    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => 1,
            Self::Concatenate => 2,
            Self::Add | Self::Subtract => 3,
            Self::Multiply | Self::Divide => Self::PRODUCT,
            Self::Power => 5,
        }
    }

    /// Whether the operator compares.
    pub(super) fn compares(self) -> bool {
        self.precedence() == 1
    }

    /// Whether a comparison with this operator holds for operands in `ordering`.
    pub(super) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            _ => ordering.is_ge(),
        }
    }

    /// The operator that holds exactly when this one does not, for comparisons.
    pub(super) fn opposite(self) -> Option<Self> {
        match self {
            Self::Equal => Some(Self::NotEqual),
            Self::NotEqual => Some(Self::Equal),
            Self::Less => Some(Self::GreaterOrEqual),
            Self::LessOrEqual => Some(Self::Greater),
            Self::Greater => Some(Self::LessOrEqual),
            Self::GreaterOrEqual => Some(Self::Less),
            _ => None,
        }
    }

    /// The spelling in a spreadsheet.
    pub(super) fn spelling(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Concatenate => "&",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }

    /// The operator in words, between its operands.
    pub(super) fn aloud(self) -> &'static str {
        match self {
            Self::Equal => "等于",
            Self::NotEqual => "不等于",
            Self::Less => "小于",
            Self::LessOrEqual => "不大于",
            Self::Greater => "大于",
            Self::GreaterOrEqual => "不小于",
            Self::Concatenate => "连接",
            Self::Add => "＋",
            Self::Subtract => "－",
            Self::Multiply => "×",
            Self::Divide => "÷",
            Self::Power => "的乘方",
        }
    }
}
